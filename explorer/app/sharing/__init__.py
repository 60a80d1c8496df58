"""Opening and sharing: places of nights, the page's link, uploads, exports."""
