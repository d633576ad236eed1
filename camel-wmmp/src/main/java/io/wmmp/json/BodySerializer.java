package io.wmmp.json;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.wmmp.protocol.WmmpBody;

/** Without it Jackson would take a body for any map, and write its secrets. */
final class BodySerializer extends StdSerializer<WmmpBody> {

    private static final long serialVersionUID = 1L;

    BodySerializer() {
        super(WmmpBody.class);
    }

    @Override
    public void serialize(WmmpBody body, JsonGenerator json, SerializerProvider provider) throws IOException {
        provider.defaultSerializeValue(JsonBody.of(body), json);
    }
}
