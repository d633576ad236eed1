package io.wmmp.camel;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.Message;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.WmmpCodec;

/** What a producer sends: the command and the values that a Camel message asks for. */
final class RequestBody {

    private RequestBody() {
    }

    /** The command of the header; business data where there is none. */
    static Command command(Exchange exchange) {
        String name = exchange.getIn().getHeader(WmmpConstants.COMMAND, String.class);
        if (name == null || name.isBlank()) {
            return Command.TRANSPARENT_DATA;
        }
        Command command = CommandSet.named(name.strip());
        if (command == null) {
            throw new InvalidFieldException(WmmpConstants.COMMAND, "'" + name + "' is no command of WMMP");
        }
        return command;
    }

    /** The values of a message: a map, a list of names for commands that only name tags, or the user data. */
    static Map<String, Object> values(Exchange exchange, Command command) {
        Message in = exchange.getIn();
        Object body = in.getBody();
        Map<String, Object> values = new LinkedHashMap<>();
        if (body instanceof Map<?, ?> map) {
            map.forEach((key, value) -> values.put(String.valueOf(key), value));
        } else if (command == Command.TRANSPARENT_DATA) {
            byte[] data = body == null ? new byte[0] : in.getBody(byte[].class);
            if (data == null) {
                throw new InvalidFieldException("body", "a " + body.getClass().getName() + " cannot be converted to bytes");
            }
            values.put(WmmpCodec.USER_DATA, data);
        } else if (body instanceof Collection<?> names && command.isTagList()) {
            names.forEach(name -> values.put(String.valueOf(name), null));
        } else if (body != null && !"".equals(body)) {
            throw new InvalidFieldException("body",
                    command + " needs a map" + (command.isTagList() ? " or a list of names" : "")
                            + ", not a " + body.getClass().getName());
        }
        return values;
    }
}
