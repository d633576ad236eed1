package io.wmmp.camel.telemetry;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.telemetry.Span;
import org.apache.camel.telemetry.decorators.AbstractSpanDecorator;

import io.wmmp.camel.WmmpComponent;
import io.wmmp.camel.WmmpConstants;

/**
 * What the spans of exchanges with terminals and platforms have: the command as their name, and what an operator looks for as
 * tags. Found by camel-telemetry, whatever its tracer; loaded only where that is there.
 */
public final class WmmpSpanDecorator extends AbstractSpanDecorator {

    /** Made by camel-telemetry. */
    public WmmpSpanDecorator() {
        // nothing to set
    }

    @Override
    public String getComponent() {
        return "wmmp";
    }

    @Override
    public String getComponentClassName() {
        return WmmpComponent.class.getName();
    }

    @Override
    public String getOperationName(Exchange exchange, Endpoint endpoint) {
        String command = header(exchange, WmmpConstants.COMMAND);
        String event = header(exchange, WmmpConstants.EVENT);
        return command != null ? command : event != null ? event : "TRANSPARENT_DATA";
    }

    @Override
    public void beforeTracingEvent(Span span, Exchange exchange, Endpoint endpoint) {
        super.beforeTracingEvent(span, exchange, endpoint);
        tag(span, "wmmp.command", header(exchange, WmmpConstants.COMMAND));
        tag(span, "wmmp.terminal", header(exchange, WmmpConstants.TERMINAL_ID));
        tag(span, "wmmp.bearer", header(exchange, WmmpConstants.BEARER));
        tag(span, "wmmp.sequence", header(exchange, WmmpConstants.SEQUENCE_NUMBER));
    }

    @Override
    public void afterTracingEvent(Span span, Exchange exchange) {
        super.afterTracingEvent(span, exchange);
        tag(span, "wmmp.result", exchange.getMessage().getHeader(WmmpConstants.RESULT, String.class));
    }

    private static String header(Exchange exchange, String name) {
        return exchange.getIn().getHeader(name, String.class);
    }

    private static void tag(Span span, String name, String value) {
        if (value != null) {
            span.setTag(name, value);
        }
    }
}
