"""The Function tab: proxies of what sleep is said to serve."""
