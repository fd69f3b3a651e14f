"""The product's settings on a data folder that goes away; conftest gives the database server."""

import atexit
import os
import shutil
import tempfile

os.environ["HEEDFUL_HOME"] = tempfile.mkdtemp(prefix="heedful-test-")
atexit.register(shutil.rmtree, os.environ["HEEDFUL_HOME"], ignore_errors=True)
os.environ.pop("DATABASE_URL", None)

from heedful.settings import *  # noqa: E402  # It reads the folder named above.

# Hashing passwords slowly is the point in production and a waste here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
