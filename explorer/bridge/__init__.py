"""The bridge between kernel and page: widgets that know nothing else of ours."""
