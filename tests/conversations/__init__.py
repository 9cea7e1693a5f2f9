"""What people say and what Kring answers, as stories: see the `.chat` files."""
