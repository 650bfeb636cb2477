"""Other pedagogical work beside the lessons (H5, §5): written down by day, summed by month, never in normed hours."""
