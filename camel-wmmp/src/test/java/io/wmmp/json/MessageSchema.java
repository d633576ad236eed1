package io.wmmp.json;

import java.io.InputStream;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;

/** The published schema, for tests. */
public final class MessageSchema {

    private static final JsonSchema SCHEMA = load();

    private MessageSchema() {
    }

    private static JsonSchema load() {
        InputStream json = MessageSchema.class.getResourceAsStream("/META-INF/wmmp/schema/message.schema.json");
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(json);
    }

    public static JsonNode text() {
        return SCHEMA.getSchemaNode();
    }

    /** What is wrong with a message in JSON; empty for nothing. */
    public static Set<ValidationMessage> problems(JsonNode message) {
        return SCHEMA.validate(message, context -> context.getExecutionConfig().setFormatAssertionsEnabled(true));
    }
}
