"""The pages of a workshop: preparing it, running it, its screen, its phones, its report."""
