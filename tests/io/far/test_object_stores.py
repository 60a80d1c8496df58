"""Recordings in an S3 store, by its own protocol: a store on this machine that fsspec reaches."""

import os

import numpy as np
import pytest

import explorer
from benchmarks.plain_recordings import recording
from explorer.storage.far.http_connection import FarError
from explorer.storage.far.open_sources import open_source
from explorer.storage.far.urls import read_address

BUCKET = "nights"
KEYS = {"key": "reader", "secret": "of-a-test"}


@pytest.fixture(scope="module")
def store():
    """Run an S3 server, and hold the options by which it is reached."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    options = {**KEYS, "client_kwargs": {"endpoint_url": f"http://{host}:{port}"}}
    with pytest.MonkeyPatch.context() as patch:
        for name in [one for one in os.environ if one.startswith("AWS_")]:
            patch.delenv(name)
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        session = boto3.Session("reader", "of-a-test", region_name="us-east-1")
        client = session.client("s3", endpoint_url=options["client_kwargs"]["endpoint_url"])
        client.create_bucket(Bucket=BUCKET)
        yield client, options
    server.stop()


def test_every_sample_of_a_recording_in_a_bucket_is_that_of_the_file(store, tmp_path):
    client, options = store
    raw = recording(records=1200)
    client.put_object(Bucket=BUCKET, Key="a folder/night.edf", Body=raw)
    (tmp_path / "night.edf").write_bytes(raw)
    address = f"s3://{BUCKET}/a folder/night.edf"
    far = explorer.open_night(address, storage_options=options)
    here = explorer.open_night(tmp_path / "night.edf")
    source = open_source(read_address(address), only_allowed=False)
    header = source.counts.bytes
    far.samples(300, 330)
    assert source.counts.bytes < len(raw) / 4  # a window, and not the file
    assert header < source.counts.bytes
    for group in here.signals:
        ours, theirs = (night.signals[group]["signal"].values for night in (far, here))
        np.testing.assert_array_equal(ours, theirs)
    assert "of-a-test" not in repr(far.attrs) + " ".join(far.reader_notes)


def test_what_a_bucket_does_not_hold_or_let_out_is_a_sentence(store):
    _client, options = store
    with pytest.raises(FarError, match=r"s3://nights/other\.edf: there is no such file"):
        explorer.open_night(f"s3://{BUCKET}/other.edf", storage_options=options)
    with pytest.raises(FarError, match="there is no such file") as refused:
        explorer.open_night("s3://no-such-bucket/night.edf", storage_options=options)
    assert "\n" not in str(refused.value)


def test_a_packed_recording_in_a_bucket_is_fetched_after_its_size_was_said(store):
    import gzip

    from explorer.io.far_opening import WholeFileError

    client, options = store
    raw = recording(records=60)
    client.put_object(Bucket=BUCKET, Key="night.edf.gz", Body=gzip.compress(raw))
    address = f"s3://{BUCKET}/night.edf.gz"
    with pytest.raises(WholeFileError, match=r"0\.\d MB; fetch=True fetches it"):
        explorer.open_night(address, storage_options=options)
    night = explorer.open_night(address, storage_options=options, fetch=True)
    assert night.duration == 60
