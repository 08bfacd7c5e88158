"""How SHKEJ talks to PostgreSQL, so that a machine which vanishes holds up no other.

A process that is killed still closes its connections. A machine without power or network says
nothing: without these, whoever asks such a server waits for minutes before the next one is tried,
and the server keeps the locks of such a client for two hours.
"""

CONNECT = 3  # seconds for each server of the address
QUIET, BETWEEN, TIMES = 10, 5, 3  # seconds without a word, then three questions: 25 in all
ALL = QUIET + BETWEEN * TIMES

# What libpq does, and what it asks of the server to do on its side.
OPTIONS = {
    "connect_timeout": CONNECT,
    "keepalives_idle": QUIET,
    "keepalives_interval": BETWEEN,
    "keepalives_count": TIMES,
    "tcp_user_timeout": ALL * 1000,
}
OF_THE_SERVER = {
    "tcp_keepalives_idle": QUIET,
    "tcp_keepalives_interval": BETWEEN,
    "tcp_keepalives_count": TIMES,
    "tcp_user_timeout": ALL * 1000,
    # It compiles what it expects to be a long query, for a second and more; ours end before that.
    "jit": "off",
}


def options_of(database):
    """The OPTIONS for the settings of a `database`; what its address says goes before ours.

    Of several servers the one that writes is meant.
    """
    given = database.get("OPTIONS", {})
    ours = dict(OPTIONS)
    if "," in database["HOST"]:
        ours["target_session_attrs"] = "read-write"
    asked = " ".join(f"-c {name}={value}" for name, value in OF_THE_SERVER.items())
    return ours | given | {"options": f"{asked} {given.get('options', '')}".strip()}
