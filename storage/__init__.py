"""What the bot remembers: tables, transactions on them, migrations. Tables never leave here."""
