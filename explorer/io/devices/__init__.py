"""Exports of rings, watches and headbands: many sleeps a file, estimated by the device itself."""
