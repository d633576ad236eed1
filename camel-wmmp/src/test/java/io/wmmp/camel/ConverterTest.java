package io.wmmp.camel;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.TypeConverter;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Messages and their bytes, through Camel's type converters. */
class ConverterTest {

    private final CamelContext context = new DefaultCamelContext();
    private TypeConverter converter;

    @BeforeEach
    void start() {
        context.start();
        converter = context.getTypeConverter();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void messagesBecomeBytesAndBack() throws Exception {
        WmmpMessage message = WmmpMessage.builder(Command.HEART_BEAT).terminalId(TerminalId.of(Fleet.ID)).sequenceNumber(7)
                .build();
        byte[] frame = converter.mandatoryConvertTo(byte[].class, message);
        assertThat(frame).hasSize(28);
        assertThat(converter.mandatoryConvertTo(WmmpMessage.class, frame)).isEqualTo(message);
    }

    @Test
    void messagesBecomeNamesAndValues() throws Exception {
        WmmpMessage message = WmmpMessage.builder(Command.CONFIG_TRAP).terminalId(TerminalId.of(Fleet.ID))
                .body(new byte[] { 0, 2, 0, 1, 9 }).build();
        Exchange exchange = new DefaultExchange(context);
        assertThat(converter.mandatoryConvertTo(WmmpBody.class, message)).containsOnlyKeys("m2m_apn");
        assertThat(converter.mandatoryConvertTo(WmmpBody.class, exchange, message)).containsOnlyKeys("m2m_apn");
        Dialect other = Dialect.load("health-tester");
        exchange.setProperty(WmmpConstants.DIALECT, other);
        assertThat(converter.mandatoryConvertTo(WmmpBody.class, exchange, message))
                .containsOnlyKeys(new WmmpCodec(other).nameOf(2)).doesNotContainKey("m2m_apn");
    }

    @Test
    void bytesThatAreNoMessageSayWhy() {
        assertThatThrownBy(() -> converter.mandatoryConvertTo(WmmpMessage.class, new byte[5]))
                .hasRootCauseInstanceOf(MalformedMessageException.class).hasStackTraceContaining("at byte 5");
    }
}
