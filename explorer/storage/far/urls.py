"""Addresses (URLs) of far files: told from paths, never mangled, shown without their secrets."""

import re
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

WEB = ("http", "https")
_LOCAL = ("file", "local")
_KNOWN = (*WEB, *_LOCAL, "s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "ftp", "sftp", "memory")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+(://|::)")
# What `pathlib` leaves of an address.
_MANGLED = re.compile(rf"({'|'.join(_KNOWN)}):/+", re.IGNORECASE)
_BUCKETS = {
    "s3": ("https://s3.amazonaws.com/", "https://{bucket}.s3.amazonaws.com/"),
    "s3a": ("https://s3.amazonaws.com/", "https://{bucket}.s3.amazonaws.com/"),
    "gs": ("https://storage.googleapis.com/",) * 2,
    "gcs": ("https://storage.googleapis.com/",) * 2,
}


class Address(str):
    """The address of a far file, whole as a string; in sentences without what must stay secret.

    Examples
    --------
    >>> address = read_address("https://me:word@example.org/a%20night.edf?signature=abc")
    >>> address.name, address.suffix, f"{address}"
    ('a night.edf', '.edf', 'https://example.org/a%20night.edf')
    """

    __slots__ = ()

    @property
    def scheme(self) -> str:
        """``https``, ``s3`` or another, in small letters; of a chain the first."""
        return re.split("://|::", self, maxsplit=1)[0].lower()

    @property
    def is_web(self) -> bool:
        """Whether it is of HTTP, and so read without fsspec."""
        return self.scheme in WEB and not self.is_chain

    @property
    def is_chain(self) -> bool:
        """Whether it is several addresses that fsspec goes through: not where IPv6 has colons."""
        return "::" in re.sub(r"//\[[0-9a-fA-F:.]*\]", "//", str.__str__(self), count=1)

    @property
    def _path(self) -> str:
        if self.is_web:
            return unquote(urlsplit(str.__str__(self)).path)
        first = self.split("::")[0] if "://" in self.split("::")[0] else self.split("::")[-1]
        return first.partition("://")[2]

    @property
    def name(self) -> str:
        """Name of the file."""
        return PurePosixPath(self._path).name

    @property
    def suffix(self) -> str:
        """Suffix of the name as it is written, with its dot."""
        return PurePosixPath(self.name).suffix

    @property
    def shown(self) -> str:
        """The address without a password, a query or a fragment, which may hold signatures."""
        if not self.is_web:
            return re.sub(r"//[^/@]*@", "//", str.__str__(self))
        parts = urlsplit(str.__str__(self))
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"

    def __format__(self, how: str) -> str:
        return format(self.shown, how)


def is_address(thing: object) -> bool:
    """Whether this is the address of a file, not its path.

    Examples
    --------
    >>> from pathlib import Path
    >>> is_address("https://example.org/a.edf"), is_address(Path("https://example.org/a.edf"))
    (True, True)
    >>> is_address("C:/nights/a.edf"), is_address("nights/a.edf")
    (False, False)
    """
    if isinstance(thing, Address):
        return True
    if not isinstance(thing, str | Path):
        return False
    text = str(thing).strip()
    return bool(_ADDRESS.match(text) or (_MANGLED.match(text) and not Path(text).exists()))


def read_address(thing: str | Path) -> Address:
    """Read an address as it was given, and put back the slash that `pathlib` takes out of it.

    Parameters
    ----------
    thing : str or Path
        For which `is_address` holds.

    Raises
    ------
    ValueError
        If it names no host, or has characters that no address has.

    Examples
    --------
    >>> from pathlib import Path
    >>> str.__str__(read_address(Path("https://example.org/a.edf")))
    'https://example.org/a.edf'
    """
    if isinstance(thing, Address):
        return thing
    text = str(thing).strip()
    if not text.isprintable():
        raise ValueError(f"{text!r} holds characters that no address should; type it anew.")
    if not _ADDRESS.match(text):
        text = _MANGLED.sub(r"\1://", text, count=1)
    address = Address(text)
    if address.is_web:
        try:
            parts = urlsplit(text)
            host, _port = parts.hostname, parts.port
        except ValueError:
            host = None
        if not host:
            raise ValueError(
                f"{address} names no host; expected an address such as "
                "https://example.org/night.edf"
            )
        # What a browser would escape: a space, or a letter with an accent, typed as it is read.
        text = re.sub(r"[^\x21-\x7e]", lambda found: _escaped(found[0]), text.partition("#")[0])
        address = Address(text)
    return address


def _escaped(letter: str) -> str:
    return "".join(f"%{byte:02X}" for byte in letter.encode())


def local_path(address: Address) -> Path | None:
    """Return the path of a ``file://`` address on this machine; None of any other.

    Examples
    --------
    >>> local_path(read_address("file:///nights/a%20night.edf")).name
    'a night.edf'
    """
    if address.scheme not in _LOCAL or "::" in address:
        return None
    return Path(url2pathname(urlsplit(str.__str__(address)).path))


def public_address(address: Address) -> Address:
    """Return where a public object of a bucket is read over HTTPS; others stay as they are.

    Examples
    --------
    >>> str.__str__(public_address(read_address("s3://openneuro.org/ds1/a.edf")))
    'https://s3.amazonaws.com/openneuro.org/ds1/a.edf'
    """
    if address.scheme not in _BUCKETS or "::" in address:
        return address
    bucket, _, key = address.partition("://")[2].partition("/")
    dotted, plain = _BUCKETS[address.scheme]
    # A bucket's name with dots does not match the certificate of its own host.
    by_path = "." in bucket or plain == dotted
    base = dotted + bucket + "/" if by_path else plain.format(bucket=bucket)
    return read_address(base + key)
