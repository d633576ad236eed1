-- an answer that nobody is known to wait for had its bridge killed at the wrong moment: it goes where all such go, a bit later
select command_id, reply_to, correlation_id, answer
from bridge.command
where answer is not null and (correlation_id is not null or answered_at < dateadd('second', -10, current_timestamp))
order by answered_at
