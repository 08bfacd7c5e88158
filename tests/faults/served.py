"""The process of `serving.Server`: python -m tests.faults.served PORT

As `make run` serves, without what a demonstration or a real place is asked for first.
"""

import sys

from django.core.wsgi import get_wsgi_application
from waitress import serve

if __name__ == "__main__":
    serve(get_wsgi_application(), listen=f"127.0.0.1:{int(sys.argv[1])}", threads=8)
