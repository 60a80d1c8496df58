"""Scoring school: epochs to score blind, marked by the experts' answers, for one or a class."""
