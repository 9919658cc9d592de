"""Shape and messages. A form reads what was typed; it never saves."""
