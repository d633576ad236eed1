package io.wmmp.camel;

import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Message;

/**
 * The headers of camel-smpp that short messages of WMMP need, by name: camel-smpp is there only where the user has it. It
 * hands over 8-bit short messages as {@code byte[]}, user-data header included, and sends a {@code byte[]} as it is when the
 * data coding says 8 bit.
 */
public final class SmppHeaders {

    static final String SOURCE = "CamelSmppSourceAddr";
    static final String DESTINATION = "CamelSmppDestAddr";
    static final String DATA_CODING = "CamelSmppDataCoding";
    static final String ALPHABET = "CamelSmppAlphabet";
    static final String ESM_CLASS = "CamelSmppClass";
    static final String MESSAGE_TYPE = "CamelSmppMessageType";
    static final String OPTIONAL_PARAMETER = "CamelSmppOptionalParameter";

    /** 8 bit, as data coding and as alphabet: with the first the bytes are sent as they are, with the second not split. */
    private static final byte EIGHT_BIT = 4;
    private static final int USER_DATA_HEADER_INDICATOR = 0x40;
    private static final short MESSAGE_PAYLOAD = 0x0424;
    private static final String ESM_CLASS_TYPE = "org.jsmpp.bean.ESMClass";

    private final Object esmClass;

    private SmppHeaders(Object esmClass) {
        this.esmClass = esmClass;
    }

    /** The headers for an endpoint; null when it is none of camel-smpp. */
    static SmppHeaders of(Endpoint endpoint) {
        String uri = endpoint.getEndpointUri();
        return uri.startsWith("smpp:") || uri.startsWith("smpps:")
                ? new SmppHeaders(esmClass(endpoint.getCamelContext())) : null;
    }

    /** camel-smpp wants an object of jSMPP in its header, and jSMPP is where camel-smpp is. */
    private static Object esmClass(CamelContext context) {
        try {
            return context.getClassResolver().resolveMandatoryClass(ESM_CLASS_TYPE).getConstructor(int.class)
                    .newInstance(USER_DATA_HEADER_INDICATOR);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot make the header " + ESM_CLASS + " of camel-smpp: " + e, e);
        }
    }

    /**
     * The headers for messages of which nobody knows yet where they will go.
     *
     * @param  context where camel-smpp may be or not
     * @return         the headers, without those for which camel-smpp is needed where it is not there
     */
    public static SmppHeaders of(CamelContext context) {
        return new SmppHeaders(context.getClassResolver().resolveClass(ESM_CLASS_TYPE) == null ? null : esmClass(context));
    }

    void set(Message message, String source, String destination) {
        if (source != null) {
            message.setHeader(SOURCE, source);
        }
        message.setHeader(DESTINATION, destination);
        setCoding(message);
    }

    /**
     * Says that the body is bytes with a user-data header.
     *
     * @param message the message for camel-smpp
     */
    public void setCoding(Message message) {
        message.setHeader(DATA_CODING, EIGHT_BIT);
        message.setHeader(ALPHABET, EIGHT_BIT);
        if (esmClass != null) {
            message.setHeader(ESM_CLASS, esmClass);
        }
    }

    /** Whether camel-smpp says that this is no short message but a receipt or a notice. */
    static boolean isReceipt(Message message) {
        String type = message.getHeader(MESSAGE_TYPE, String.class);
        return "DeliveryReceipt".equals(type) || "AlertNotification".equals(type);
    }

    /** What a data_sm carries, which has no other body; null for none. */
    static byte[] payload(Message message) {
        Map<?, ?> parameters = message.getHeader(OPTIONAL_PARAMETER, Map.class);
        return parameters != null && parameters.get(MESSAGE_PAYLOAD) instanceof byte[] payload ? payload : null;
    }
}
