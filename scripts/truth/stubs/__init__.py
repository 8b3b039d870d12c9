"""Stand-ins for what a machine without GPUs lacks: GPU libraries, CUDA, and the other ranks."""
