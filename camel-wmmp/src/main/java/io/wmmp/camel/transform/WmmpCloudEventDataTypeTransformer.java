package io.wmmp.camel.transform;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.cloudevents.CloudEvent;
import org.apache.camel.cloudevents.CloudEvents;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.DataTypeTransformer;
import org.apache.camel.spi.Transformer;
import org.apache.camel.util.URISupport;

import io.wmmp.camel.WmmpConstants;
import io.wmmp.protocol.WmmpMessage;

/**
 * Turns a message, or what happened to a terminal, into a CloudEvent: its attributes become the headers that Camel has for
 * them ({@code CamelCloudEventID} and so on), its data is the JSON object of {@code wmmp:application-json}.
 * <p>
 * The id is the same for all copies of a message and another one for every other: terminal, sequence number, and a code over
 * the bytes of the message with its digest, which differs from session to session. It is a keyed code, since the digest
 * itself would help those who get the event to guess passwords. The key is random unless the property
 * {@value #KEY_PROPERTY} names one, which instances and restarts that shall give the same ids must share.
 */
@DataTypeTransformer(name = "wmmp:application-cloudevents",
        description = "Turns a WMMP message into a CloudEvent with a JSON object as data")
public class WmmpCloudEventDataTypeTransformer extends Transformer {

    /** Property of the Camel context: any text, from which the ids of events are made. A secret. */
    public static final String KEY_PROPERTY = "wmmp.cloud-event-key";

    /** The form of the data, {@code META-INF/wmmp/schema/message.schema.json}. */
    static final String SCHEMA = "urn:io.wmmp:schema:message:1";

    private static final String TYPE = "io.wmmp.";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int CODE_BYTES = 12;

    private SecretKeySpec key;

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        key = newKey(getCamelContext());
    }

    private static SecretKeySpec newKey(CamelContext context) {
        String text = context.resolvePropertyPlaceholders("{{" + KEY_PROPERTY + ":}}");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0) {
            bytes = new byte[32];
            new SecureRandom().nextBytes(bytes);
        }
        return new SecretKeySpec(bytes, ALGORITHM);
    }

    @Override
    public void transform(Message message, DataType fromType, DataType toType) throws Exception {
        Exchange exchange = message.getExchange();
        WmmpMessage whole = message.getBody() instanceof WmmpMessage body ? body
                : exchange.getProperty(WmmpConstants.MESSAGE, WmmpMessage.class);
        String event = message.getHeader(WmmpConstants.EVENT, String.class);
        String terminalId = whole == null ? message.getHeader(WmmpConstants.TERMINAL_ID, String.class)
                : whole.terminalId().toString();
        long time = message.getHeader(Exchange.MESSAGE_TIMESTAMP, exchange.getClock().getCreated(), Long.class);
        String id = whole == null ? terminalId + "-" + event + "-" + time : id(whole);
        String type = whole == null ? "event." + event : "message." + whole.command();

        RouteJson.write(message);
        message.setHeader(CloudEvent.CAMEL_CLOUD_EVENT_VERSION, CloudEvents.v1_0.version());
        message.setHeader(CloudEvent.CAMEL_CLOUD_EVENT_ID, id);
        message.setHeader(CloudEvent.CAMEL_CLOUD_EVENT_TYPE, TYPE + type);
        message.setHeader(CloudEvent.CAMEL_CLOUD_EVENT_SUBJECT, terminalId);
        message.setHeader(CloudEvent.CAMEL_CLOUD_EVENT_TIME, Instant.ofEpochMilli(time).toString());
        message.setHeader(CloudEvent.CAMEL_CLOUD_EVENT_DATA_CONTENT_TYPE, RouteJson.MEDIA_TYPE);
        message.setHeader(CloudEvent.CAMEL_CLOUD_EVENT_SCHEMA_URL, SCHEMA);
        if (message.getHeader(CloudEvent.CAMEL_CLOUD_EVENT_SOURCE) == null) {
            message.setHeader(CloudEvent.CAMEL_CLOUD_EVENT_SOURCE, source(exchange.getFromEndpoint()));
        }
    }

    private String id(WmmpMessage message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(key);
        return message.terminalId() + "-" + message.sequenceNumber() + "-"
                + HexFormat.of().formatHex(mac.doFinal(message.toBytes()), 0, CODE_BYTES);
    }

    /** Where the message came into Camel; the options of an endpoint are nobody's business. */
    private static String source(Endpoint endpoint) {
        return endpoint == null ? "wmmp" : URISupport.sanitizeUri(URISupport.stripQuery(endpoint.getEndpointUri()));
    }
}
