package io.wmmp.camel;

import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultMessage;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.ReceivedRequest;

/**
 * What a route gets of a request. The headers are made when somebody asks for one: many routes look at the body alone, and a
 * dozen headers cost as much as such a route does.
 */
final class RequestMessage extends DefaultMessage {

    private static final byte[] NO_DATA = new byte[0];

    private final WmmpEndpoint endpoint;
    private final ReceivedRequest request;
    private final long arrivedMillis;

    RequestMessage(Exchange exchange, WmmpEndpoint endpoint, ReceivedRequest request) {
        super(exchange);
        this.endpoint = endpoint;
        this.request = request;
        this.arrivedMillis = exchange.getClock().getCreated();
        setBody(body(request));
    }

    private static Object body(ReceivedRequest request) {
        WmmpMessage message = request.message();
        if (message.command() != Command.TRANSPARENT_DATA) {
            return request.codec().readBody(message);
        }
        Tlv data = message.tlv(Tlv.USER_DATA);
        return data == null ? NO_DATA : data.value();
    }

    /** Whether the route has chosen an answer is asked of each message. No request has that header, so this makes no others. */
    @Override
    public Object getHeader(String name) {
        return WmmpConstants.ANSWER.equals(name) && !hasPopulatedHeaders() ? null : super.getHeader(name);
    }

    @Override
    protected boolean isPopulateHeadersSupported() {
        return true;
    }

    @Override
    protected void populateInitialHeaders(Map<String, Object> headers) {
        MessageHeaders.put(headers, request.message());
        headers.put(WmmpConstants.SECURITY, request.category().name());
        headers.put(WmmpConstants.BEARER, request.bearer().name());
        headers.put(WmmpConstants.REMOTE_ADDRESS, request.remoteAddress());
        headers.put(Exchange.MESSAGE_TIMESTAMP, arrivedMillis);
        if (request.possibleDuplicate()) {
            headers.put(WmmpConstants.POSSIBLE_DUPLICATE, true);
        }
        if (endpoint.getRole() == WmmpRole.application) {
            nameSource(headers);
        }
        endpoint.filterHeaders(headers, getExchange());
    }

    /** To an application the terminal of a message is the one that it comes from; the header of the wire has its own code. */
    private static void nameSource(Map<String, Object> headers) {
        Object source = headers.get(WmmpConstants.SOURCE_TERMINAL_ID);
        if (source != null) {
            headers.put(WmmpConstants.TERMINAL_ID, source);
        } else {
            headers.remove(WmmpConstants.TERMINAL_ID);
        }
    }
}
