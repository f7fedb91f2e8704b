"""Many reports: the runners that spread the work on each over the cores of a machine."""
