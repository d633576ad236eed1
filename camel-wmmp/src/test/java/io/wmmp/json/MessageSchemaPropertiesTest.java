package io.wmmp.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wmmp.protocol.GeneratedMessage;
import io.wmmp.protocol.WmmpArbitraries;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

/** The schema is true of any message in any dialect, whatever its values. */
class MessageSchemaPropertiesTest {

    @Provide
    Arbitrary<GeneratedMessage> messages() {
        return Arbitraries.oneOf(WmmpArbitraries.messages(), WmmpArbitraries.wrappedMessages());
    }

    @Property(tries = 500)
    void everyMessageFits(@ForAll("messages") GeneratedMessage generated) {
        ObjectMapper mapper = new ObjectMapper().registerModule(new WmmpModule(generated.codec().dialect()));
        JsonNode json = mapper.valueToTree(generated.build());
        assertThat(MessageSchema.problems(json)).isEmpty();
    }
}
