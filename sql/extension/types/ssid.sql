
COMMENT ON TYPE caaspp.ssid IS 'Statewide Student Identifier: 10 digits';
