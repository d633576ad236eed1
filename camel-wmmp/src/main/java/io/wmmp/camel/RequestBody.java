package io.wmmp.camel;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.camel.Exchange;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.WmmpCodec;

/** What producers and the data format write: the command and the values that a Camel message asks for. */
public final class RequestBody {

    private RequestBody() {
    }

    /**
     * @param  exchange              the exchange of a route
     * @return                       the command of the header {@code CamelWmmpCommand}; TRANSPARENT_DATA where there is none
     * @throws InvalidFieldException when WMMP has no command of that name
     */
    public static Command command(Exchange exchange) {
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

    /** The values that the body of an exchange gives. */
    static Map<String, Object> values(Exchange exchange, Command command) {
        return values(exchange, exchange.getIn().getBody(), command);
    }

    /**
     * @param  exchange              the exchange of a route
     * @param  body                  a map, a list of names for commands that only name tags, or the user data
     * @param  command               what to send
     * @return                       names and values for the codec
     * @throws InvalidFieldException when that command cannot be made of that body
     */
    public static Map<String, Object> values(Exchange exchange, Object body, Command command) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (body instanceof Map<?, ?> map) {
            map.forEach((key, value) -> values.put(String.valueOf(key), value));
        } else if (command == Command.TRANSPARENT_DATA) {
            byte[] data = body == null ? new byte[0]
                    : exchange.getContext().getTypeConverter().convertTo(byte[].class, exchange, body);
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
