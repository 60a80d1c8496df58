"""Studies: tables of nights, cohorts, stored results, comparisons of conditions."""
