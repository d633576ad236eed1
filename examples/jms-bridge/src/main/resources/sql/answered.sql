merge into bridge.command (command_id, answer, answered_at) key (command_id)
values (:#CamelWmmpCommandId, :#${body}, current_timestamp)
