# caaspp: built by PGXS against the PostgreSQL that PG_CONFIG names.

EXTENSION   = caaspp
MODULE_big  = caaspp
PG_CONFIG  ?= pg_config
srcdir     ?= $(if $(VPATH),$(VPATH),.)

EXTVERSION = $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" $(srcdir)/caaspp.control)

# C: every file of src, wherever the build folder is.
SOURCES = $(patsubst $(srcdir)/%,%,$(wildcard $(srcdir)/src/*.c $(srcdir)/src/*/*.c))
OBJS    = $(SOURCES:.c=.o)
PG_CPPFLAGS = -I$(srcdir)/src -DCAASPP_VERSION='"$(EXTVERSION)"'
PG_CFLAGS   = -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers
SHLIB_LINK  = -lcsv

# SQL: one script, by plain concatenation in the order of these lists.
include $(srcdir)/sql/order.mk
DATA_built = sql/caaspp--$(EXTVERSION).sql
DATA       = $(wildcard $(srcdir)/sql/updates/*.sql)
EXTRA_CLEAN = sql/generated
SCRIPTS    = bin/caaspp-load

REGRESS      = $(patsubst $(srcdir)/test/sql/%.sql,%,$(wildcard $(srcdir)/test/sql/*.sql))
REGRESS_OPTS = --inputdir=$(srcdir)/test --load-extension=caaspp
ISOLATION      = $(patsubst $(srcdir)/test/specs/%.spec,%,$(wildcard $(srcdir)/test/specs/*.spec))
ISOLATION_OPTS = --inputdir=$(srcdir)/test --load-extension=caaspp

PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

$(OBJS): $(wildcard $(srcdir)/src/*.h $(srcdir)/src/*/*.h) | folders

folders:
	@mkdir -p sql/generated $(sort $(dir $(OBJS)))

# A type's SQL is what all ordered types share, then what is its own.
sql/generated/type_%.sql: $(srcdir)/sql/extension/types/ordered_type.sql.in $(srcdir)/sql/extension/types/%.sql | folders
	sed -e 's/@TYPE@/$*/g' -e 's/@STORAGE@/$(STORAGE_$*)/g' $< | cat - $(srcdir)/sql/extension/types/$*.sql >$@

# A rule table's rows are written by hand as a .psv beside it.
sql/generated/rule_%.sql: $(srcdir)/sql/extension/rules/%.sql $(srcdir)/sql/extension/rules/%.psv $(srcdir)/sql/extension/rules/rows.awk | folders
	cat $< >$@
	awk -f $(srcdir)/sql/extension/rules/rows.awk -v table=$* $(srcdir)/sql/extension/rules/$*.psv >>$@

# A layout is a file, with its rows of both tables.
LAYOUTS = $(sort $(wildcard $(srcdir)/sql/extension/rules/layouts/*.psv))
sql/generated/rule_layouts.sql: $(srcdir)/sql/extension/rules/layouts.sql $(srcdir)/sql/extension/rules/layout_columns.sql \
		$(LAYOUTS) $(srcdir)/sql/extension/rules/rows.awk | folders
	cat $(filter %.sql,$^) >$@
	awk -f $(srcdir)/sql/extension/rules/rows.awk $(LAYOUTS) >>$@

sql/caaspp--$(EXTVERSION).sql: $(SCRIPT_PARTS) $(srcdir)/caaspp.control $(srcdir)/sql/order.mk
	cat $(SCRIPT_PARTS) >$@

# PGXS installs a script by its name and would uninstall it by its path.
uninstall: uninstall-scripts
uninstall-scripts:
	rm -f '$(DESTDIR)$(bindir)/caaspp-load'

.PHONY: folders uninstall-scripts
.DELETE_ON_ERROR:
