"""Lines between replicas: HTTP today; each carries frames and knows nothing of what they say."""
