package io.wmmp.protocol;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The body of a received message as a map in wire order: first the fixed fields, then the tags under the names of the
 * dictionary. It cannot be changed, and keeps the message from which it was read, so that encoding it again gives the
 * same bytes.
 * <p>
 * Keys: a tag whose name is taken or unknown stands under its number ({@code 0x8123}), a repeated tag under
 * {@code name#2}; the tags that a negative answer refuses are a list under {@code faulty}. Values: see {@link TagType};
 * a tag without a value is null, a value that does not fit its type stays {@code byte[]}.
 */
public final class WmmpBody extends AbstractMap<String, Object> {

    /** What stands in place of a secret. */
    public static final String HIDDEN = "***";

    private final WmmpMessage message;
    private final Dialect dialect;
    private final Map<String, Object> values;
    private final Set<String> secrets;

    WmmpBody(WmmpMessage message, Dialect dialect, Map<String, Object> values, Set<String> secrets) {
        this.message = message;
        this.dialect = dialect;
        this.values = Collections.unmodifiableMap(values);
        this.secrets = secrets;
    }

    /** @return the message from which this body was read */
    public WmmpMessage message() {
        return message;
    }

    /** @return the dialect in which it was read */
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return values.entrySet();
    }

    @Override
    public Object get(Object key) {
        return values.get(key);
    }

    @Override
    public boolean containsKey(Object key) {
        return values.containsKey(key);
    }

    /**
     * This body for eyes that may not see secrets: their values are asterisks.
     *
     * @return a new map, which can be changed
     */
    public Map<String, Object> redacted() {
        Map<String, Object> redacted = new LinkedHashMap<>(values);
        secrets.forEach(key -> redacted.replace(key, HIDDEN));
        return redacted;
    }

    /** Shows names and values, secrets as asterisks and bytes as their count. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        values.forEach((key, value) -> {
            text.append(text.length() > 1 ? ", " : "").append(key).append('=');
            if (secrets.contains(key)) {
                text.append(HIDDEN);
            } else if (value instanceof byte[] bytes) {
                text.append("byte[").append(bytes.length).append(']');
            } else {
                text.append(value);
            }
        });
        return text.append('}').toString();
    }
}
