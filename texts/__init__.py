"""What Kring says, one Fluent file a language; `governance.outcomes` names the messages."""
