"""What lies on disk beside the nights: uploads, allowed folders, locks, whole writes."""
