create schema if not exists bridge;

-- A command of the queue: known when the platform has queued it, over when there is an answer. Either may come first.
create table if not exists bridge.command (
    command_id bigint primary key,
    reply_to varchar,
    correlation_id varchar,
    answer varchar,
    answered_at timestamp with time zone
);
