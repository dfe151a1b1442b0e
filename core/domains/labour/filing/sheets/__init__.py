"""Column layouts of the upload sheets and their code tables: data that a user may replace when an agency does."""
