package io.wmmp.json;

import com.fasterxml.jackson.databind.module.SimpleModule;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;

/**
 * Teaches Jackson the JSON form of messages ({@code META-INF/wmmp/schema/message.schema.json}): {@link WmmpMessage} both
 * ways, {@link WmmpBody} as an object of names and values. Bytes are base64. Secrets are written as asterisks, and asterisks
 * are not taken for a secret when they are read.
 * <p>
 * Digests are not written: a message that was read from JSON is unsigned, whatever its {@code security} says of the one that
 * was written. A value that its tag cannot hold is bytes, and thus base64, which the way back takes for a value of the tag's
 * own type.
 */
public final class WmmpModule extends SimpleModule {

    private static final long serialVersionUID = 1L;

    /** Messages in the default dialect; Jackson finds this one by itself ({@code findAndRegisterModules}). */
    public WmmpModule() {
        this(Dialect.load(Dialect.DEFAULT));
    }

    /**
     * @param dialect says how messages are read and written; a {@link WmmpBody} brings its own
     */
    public WmmpModule(Dialect dialect) {
        super("wmmp:" + dialect.name());
        WmmpCodec codec = new WmmpCodec(dialect);
        addSerializer(WmmpBody.class, new BodySerializer());
        addSerializer(WmmpMessage.class, new MessageSerializer(codec));
        addDeserializer(WmmpMessage.class, new MessageDeserializer(codec));
    }
}
