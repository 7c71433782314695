# What demo/run and test/run share, to be sourced by bash: find or install what is needed, build caaspp out of tree, and run
# a throw-away PostgreSQL in a temporary folder. The machine's own clusters are neither read nor written.

set -euo pipefail
source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
chosen_pg_config=${PG_CONFIG:-}
unset ${!PG@} MAKEFLAGS MAKELEVEL MFLAGS CDPATH
export LC_ALL=C.UTF-8 PATH="$PATH:/usr/sbin:/sbin"

say() { printf -- '-- %s\n' "$*"; }
fail() { printf 'caaspp: %s\n' "$*" >&2; exit 1; }

work=$(mktemp -d "${TMPDIR:-/tmp}/caaspp.XXXXXX")
if [ ${#work} -gt 80 ]; then            # a UNIX socket's path has a limit
	rmdir "$work"
	work=$(mktemp -d /tmp/caaspp.XXXXXX)
fi

leave() {
	local status=$?
	trap - EXIT
	trap '' INT TERM HUP
	[ -z "${dropin:-}" ] || allow_main_cluster
	if [ -f "$work/data/postmaster.pid" ]; then
		as_server "$pg_bin/pg_ctl" -D "$work/data" -m immediate -s stop || true
	fi
	rm -rf "$work"
	exit $status
}
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# Runs a command and shows what it printed only if it fails.
quietly() {
	"$@" >"$work/output" 2>&1 </dev/null || {
		local status=$?
		tail -n 40 "$work/output" >&2
		return $status
	}
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		env "$@"
	else
		sudo env "$@"
	fi
}

### What is needed

# Prints the pg_config of the newest PostgreSQL 15 or later with a server; one with its headers goes before one without.
find_postgres() {
	local candidate major best= best_rank=0
	for candidate in ${chosen_pg_config:-/usr/lib/postgresql/*/bin/pg_config "$(command -v pg_config || true)"}; do
		[ -x "$candidate" ] && [ -x "$("$candidate" --bindir)/postgres" ] || continue
		major=$(postgres_major "$candidate")
		[ "$major" -ge 15 ] || continue
		if has_headers "$candidate"; then
			major=$((major + 1000))
		fi
		if [ "$major" -gt "$best_rank" ]; then
			best=$candidate best_rank=$major
		fi
	done
	[ -n "$best" ] && echo "$best"
}

postgres_major() { "$1" --version | sed 's/^[^0-9]*\([0-9]*\).*/\1/'; }
has_headers() { [ -f "$("$1" --includedir-server)/postgres.h" ] && [ -f "$("$1" --pgxs)" ]; }

compiles() { echo "#include <$1>" | gcc -fsyntax-only -x c - 2>/dev/null; }

# Lists the packages of what this machine lacks; "postgresql" stands for whichever version the distribution has.
missing_packages() {
	local pg_config
	if ! pg_config=$(find_postgres); then
		echo postgresql
	elif ! has_headers "$pg_config"; then
		echo "postgresql-server-dev-$(postgres_major "$pg_config")"
	fi
	command -v make >/dev/null || echo make
	compiles stdio.h || echo gcc libc6-dev
	compiles csv.h || echo libcsv-dev
	[ "$1" = tests ] || return 0
	perl -MIPC::Run -MTAP::Parser -MTest::More -e 1 2>/dev/null || echo perl libipc-run-perl
	command -v unzip >/dev/null || echo unzip
	command -v xlsx2csv >/dev/null || echo xlsx2csv
}

# need [tests]: afterwards PG_CONFIG, make, gcc and libcsv are there (and for tests, Perl's test modules, and what caaspp-load opens zip and xlsx files with).
need() {
	local packages
	packages=$(missing_packages "${1:-}" | tr '\n' ' ')
	if [ -n "$packages" ]; then
		case $chosen_pg_config:$packages in
			?*:*postgresql*) fail "PG_CONFIG=$chosen_pg_config does not name a PostgreSQL 15 or later with its server and its headers" ;;
		esac
		install_packages $packages
	fi
	PG_CONFIG=$(find_postgres) || fail "no PostgreSQL 15 or later was found"
	pg_major=$(postgres_major "$PG_CONFIG")
}

install_packages() {
	local version touched
	command -v apt-get >/dev/null || fail "please install: $* (here is no apt-get to do it)"
	[ "$(id -u)" = 0 ] || command -v sudo >/dev/null || fail "please install, as root: $* (here is no sudo to do it)"

	say "Fetching the distribution's list of packages"
	quietly as_root apt-get -q update || fail "apt-get update failed"
	if [ "$1" = postgresql ]; then
		version=$(apt-cache depends postgresql | sed -n 's/.*Depends: postgresql-\([0-9][0-9]*\)$/\1/p')
		[ "${version:-0}" -ge 15 ] || fail "this distribution's PostgreSQL is ${version:-unknown}; caaspp needs 15 or later"
		shift
		set -- "postgresql-$version" "postgresql-server-dev-$version" "$@"
	fi

	# An upgrade of the server under a cluster that runs would restart it; where none runs, nobody notices.
	for touched in $(apt-get -s install --no-install-recommends "$@" | sed -n 's/^Inst postgresql-\([0-9]*\) \[.*/\1/p'); do
		! pg_lsclusters -h 2>/dev/null | grep -q "^$touched .* online" ||
			fail "installing $* would also upgrade postgresql-$touched and restart its clusters: please upgrade it first"
	done

	say "Installing $* (a few minutes, once)"
	forbid_main_cluster
	quietly as_root DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
		apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@" || fail "apt-get install failed"
	allow_main_cluster
}

# Debian's server package makes and starts a cluster "main"; while this file stands it does not.
forbid_main_cluster() {
	dropin=/etc/postgresql-common/createcluster.d/caaspp.conf
	as_root sh -c "mkdir -p ${dropin%/*} && echo 'create_main_cluster = false' >$dropin"
}

allow_main_cluster() {
	as_root sh -c "rm -f $dropin; rmdir ${dropin%/*} /etc/postgresql-common 2>/dev/null" || true
	dropin=
}

### Building

# build [make arguments]: compiles in a folder that is kept for the next run, and installs into a private copy of the server's
# tree, for which its programs are copied (PostgreSQL looks for the rest relative to them) and its files linked.
build() {
	local place bin_dir lib_dir share_dir state lock clean=$source_dir
	place=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}
	[ "$(id -u)" != 0 ] || place=/var/cache
	build_dir=$place/caaspp/$(echo "$source_dir $*" | cksum | cut -d ' ' -f 1)-$pg_major
	mkdir -p "$build_dir" 2>/dev/null && [ -w "$build_dir" ] || build_dir=$work/build
	mkdir -p "$build_dir"
	exec {lock}>"$build_dir.lock"
	flock "$lock"

	# What the sources say, not their times: a copy may be older than what was built from another.
	state=$(cd "$source_dir" && { "$PG_CONFIG" --version; gcc --version; cat Makefile caaspp.control
		find src sql -path sql/generated -prune -o ! -name 'caaspp--*' -name '*.[!ob]*' -type f -print0 | sort -z | xargs -0 cat; } | cksum)
	if [ "$state" != "$(cat "$build_dir/.state" 2>/dev/null)" ]; then
		rm -rf "$build_dir"
		mkdir "$build_dir"
		echo "$state" >"$build_dir/.state"
	fi
	if [ -n "$(find "$source_dir/src" "$source_dir/sql" -name updates -prune -o \( -name '*.o' -o -name 'caaspp--*.sql' \) -print -quit)" ]; then
		clean=$work/source		# make would take what was built there for what is to be built here
		mkdir "$clean"
		(cd "$source_dir" && tar -c --exclude=./.git --exclude='*.o' --exclude='*.bc' --exclude='*.so' --exclude=./sql/generated --exclude='./sql/caaspp--*' .) | tar -x -C "$clean"
	fi
	make_arguments=(-C "$build_dir" --no-print-directory -f "$clean/Makefile" VPATH="$clean" PG_CONFIG="$PG_CONFIG" with_llvm=no "$@")
	say "Building caaspp for $("$PG_CONFIG" --version) in $build_dir"
	make "${make_arguments[@]}" -s -j "$(nproc)" all || fail "caaspp does not compile"

	bin_dir=$("$PG_CONFIG" --bindir) lib_dir=$("$PG_CONFIG" --pkglibdir) share_dir=$("$PG_CONFIG" --sharedir)
	pg_bin=$work/tree$bin_dir
	mkdir -p "$pg_bin" "$work/tree$lib_dir" "$work/tree$share_dir"
	cp -rs "$lib_dir/." "$work/tree$lib_dir/"
	cp -rs "$share_dir/." "$work/tree$share_dir/"
	cp -rL --remove-destination "$bin_dir/." "$pg_bin/"
	rm -f "$work/tree$lib_dir"/caaspp* "$work/tree$share_dir"/extension/caaspp*
	quietly make "${make_arguments[@]}" -s install DESTDIR="$work/tree" || fail "make install failed"
	exec {lock}>&-
}

### The throw-away cluster

# The server refuses to run as root, so root lends it to a user who owns nothing else here.
as_server() {
	if [ "$(id -u)" = 0 ]; then
		(cd / && runuser -u "$(server_user)" -- "$@")
	else
		"$@"
	fi
}

server_user() {
	if id postgres >/dev/null 2>&1; then
		echo postgres
	else
		echo nobody
	fi
}

# Afterwards psql and its like are on the PATH and reach the cluster, as superuser, without any option.
start_server() {
	say "Starting a throw-away PostgreSQL in $work"
	[ "$(id -u)" != 0 ] || chown "$(server_user)" "$work"
	quietly as_server "$pg_bin/initdb" -D "$work/data" -U postgres -A trust -E UTF8 --no-locale -N || fail "initdb failed"
	cat >>"$work/data/postgresql.conf" <<-END
		listen_addresses = ''
		unix_socket_directories = '$work'
		fsync = off
		full_page_writes = off
		jit = off
		timezone = 'UTC'
	END
	quietly as_server "$pg_bin/pg_ctl" -D "$work/data" -l "$work/server.log" -w -s start || {
		tail -n 20 "$work/server.log" >&2
		fail "the server does not start"
	}
	export PATH="$pg_bin:$PATH" PGHOST=$work PGPORT=5432 PGUSER=postgres PGDATABASE=postgres PGCLIENTENCODING=UTF8
}
