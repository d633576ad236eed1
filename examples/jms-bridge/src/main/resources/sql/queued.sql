merge into bridge.command (command_id, reply_to, correlation_id) key (command_id)
values (:#CamelWmmpCommandId, :#${exchangeProperty.replyTo}, :#${exchangeProperty.correlationId})
