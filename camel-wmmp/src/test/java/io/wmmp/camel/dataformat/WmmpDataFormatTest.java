package io.wmmp.camel.dataformat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.util.URISupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.wmmp.camel.WmmpConstants;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalPage;
import io.wmmp.platform.registry.TerminalQuery;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.security.KeySet;
import io.wmmp.testing.Smsc;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class WmmpDataFormatTest {

    private static final String ID = "TESTTERM0000ABCD";
    private static final String IMEI = "490154203237518";
    private static final String IMSI = "001010123456789";
    private static final Credentials CREDENTIALS = new Credentials(IMEI, IMSI, TestSecrets.UPLINK_PASSWORD,
            TestSecrets.DOWNLINK_PASSWORD, null);
    private static final WmmpCodec CODEC = new WmmpCodec(Dialect.load(Dialect.DEFAULT));
    private static final long SESSION = 0x65AABBCCL;

    private final CamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    private static WmmpMessage message(Command command, Map<String, ?> body) {
        return WmmpMessage.builder(command).terminalId(TerminalId.of(ID)).sequenceNumber(77)
                .body(CODEC.writeBody(command, body)).build();
    }

    private static WmmpMessage signed(WmmpMessage message, long session, Direction direction) {
        return Digests.sign(message, session, CREDENTIALS, direction);
    }

    private static WmmpDataFormat format(Consumer<WmmpDataFormat> options) {
        WmmpDataFormat format = new WmmpDataFormat();
        options.accept(format);
        return format;
    }

    private static WmmpDataFormat ofTheTerminal(Consumer<WmmpDataFormat> options) {
        WmmpDataFormat format = format(options);
        format.setImei(IMEI);
        format.setImsi(IMSI);
        format.setUplinkPassword(TestSecrets.UPLINK_PASSWORD);
        format.setDownlinkPassword(TestSecrets.DOWNLINK_PASSWORD);
        return format;
    }

    /** Starts {@code direct:marshal} and {@code direct:unmarshal}. */
    private void start(WmmpDataFormat format) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:marshal").marshal(format);
                from("direct:unmarshal").unmarshal(format);
            }
        });
        context.start();
    }

    private Exchange send(String to, Object body, Map<String, Object> headers) {
        return context.createProducerTemplate().request("direct:" + to, exchange -> {
            exchange.getIn().setHeaders(new LinkedHashMap<>(headers));
            exchange.getIn().setBody(body);
        });
    }

    private Exchange read(WmmpMessage message) {
        return send("unmarshal", message.toBytes(), Map.of());
    }

    private WmmpMessage written(Object body, Map<String, Object> headers) {
        Exchange exchange = send("marshal", body, headers);
        assertThat(exchange.getException()).isNull();
        return CODEC.decode(exchange.getMessage().getBody(byte[].class));
    }

    @Test
    void aFrameBecomesAMessageWithTheHeadersOfAConsumer() throws Exception {
        start(new WmmpDataFormat());
        WmmpMessage message = message(Command.TRANSPARENT_DATA, Map.of("text", "36.6", "destination_ec_code", "EC7"));
        Exchange exchange = read(message);
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo(message);
        assertThat(exchange.getMessage().getHeaders()).containsExactlyInAnyOrderEntriesOf(Map.of(
                WmmpConstants.COMMAND, "TRANSPARENT_DATA", WmmpConstants.TERMINAL_ID, ID, WmmpConstants.SEQUENCE_NUMBER, 77L,
                WmmpConstants.PROTOCOL_VERSION, 0x0300, WmmpConstants.SECURITY, "COMMON",
                WmmpConstants.DESTINATION_EC_CODE, "EC7"));
        assertThat(exchange.getProperty(WmmpConstants.MESSAGE)).isEqualTo(message);
    }

    @Test
    void headersOfAnotherMessageDoNotStay() throws Exception {
        start(new WmmpDataFormat());
        Exchange exchange = send("unmarshal", message(Command.HEART_BEAT, Map.of()).toBytes(),
                Map.of(WmmpConstants.DESTINATION_EC_CODE, "EC7", WmmpConstants.COMMAND, "LOGIN", "other", 1));
        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey(WmmpConstants.DESTINATION_EC_CODE)
                .containsEntry(WmmpConstants.COMMAND, "HEART_BEAT").containsEntry("other", 1);
    }

    @Test
    void whatWasReadIsWrittenAsItWas() throws Exception {
        start(new WmmpDataFormat());
        WmmpMessage message = signed(message(Command.CONFIG_TRAP, Map.of("alarm_code", 28, "0x8123", new byte[] { 1 })),
                SESSION,
                Direction.UPLINK);
        assertThat(written(message, Map.of())).isEqualTo(message);
    }

    @Test
    void mapsListsAndDataAreWrittenByTheHeaders() throws Exception {
        start(new WmmpDataFormat());
        Map<String, Object> headers = Map.of(WmmpConstants.COMMAND, "CONFIG_SET", WmmpConstants.TERMINAL_ID, ID,
                WmmpConstants.SEQUENCE_NUMBER, 77);
        assertThat(written(Map.of("heartbeat_interval", 45), headers))
                .isEqualTo(message(Command.CONFIG_SET, Map.of("heartbeat_interval", 45)));
        assertThat(written(List.of("heartbeat_interval"),
                Map.of(WmmpConstants.COMMAND, "CONFIG_GET", WmmpConstants.TERMINAL_ID, ID)).tlvs()).hasSize(1);
        WmmpMessage data = written("36.6", Map.of(WmmpConstants.TERMINAL_ID, ID));
        assertThat(data.command()).isEqualTo(Command.TRANSPARENT_DATA);
        assertThat(data.tlv(Tlv.USER_DATA).value()).isEqualTo("36.6".getBytes());
    }

    @Test
    void anAnswerHasTheNumberOfItsRequest() throws Exception {
        WmmpDataFormat format = new WmmpDataFormat();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:answer").unmarshal(format)
                        .setHeader(WmmpConstants.COMMAND, simple("${header.CamelWmmpCommand}_ACK"))
                        .setBody(constant(Map.of("result", 0))).marshal(format);
            }
        });
        context.start();
        Exchange exchange = send("answer", message(Command.CONFIG_TRAP, Map.of("alarm_code", 28)).toBytes(), Map.of());
        assertThat(exchange.getException()).isNull();
        assertThat(CODEC.decode(exchange.getMessage().getBody(byte[].class)))
                .isEqualTo(message(Command.CONFIG_TRAP_ACK, Map.of("result", 0)));
    }

    @Test
    void numbersOfItsOwnAscend() throws Exception {
        start(new WmmpDataFormat());
        Map<String, Object> headers = Map.of(WmmpConstants.TERMINAL_ID, ID);
        assertThat(written("a", headers).sequenceNumber()).isEqualTo(1);
        assertThat(written("b", headers).sequenceNumber()).isEqualTo(2);
    }

    @Test
    void whatCannotBeReadOrWrittenSaysWhy() throws Exception {
        start(new WmmpDataFormat());
        assertThat(send("unmarshal", new byte[5], Map.of()).getException()).isInstanceOf(MalformedMessageException.class);
        assertThat(send("marshal", "x", Map.of()).getException()).isInstanceOf(InvalidFieldException.class)
                .hasMessage("CamelWmmpTerminalId: is missing");
        assertThat(send("marshal", "x", Map.of(WmmpConstants.TERMINAL_ID, ID, WmmpConstants.COMMAND, "SING")).getException())
                .hasMessageContaining("'SING' is no command");
        assertThat(send("marshal", "x", Map.of(WmmpConstants.TERMINAL_ID, ID, WmmpConstants.COMMAND, "CONFIG_SET"))
                .getException()).hasMessageContaining("CONFIG_SET needs a map");
    }

    @Test
    void aDialectSaysWhatBytesMean() throws Exception {
        start(format(format -> format.setDialect("health-tester")));
        Exchange exchange = read(message(Command.HEART_BEAT, Map.of()));
        assertThat(exchange.getProperty(WmmpConstants.DIALECT, Dialect.class).name()).isEqualTo("health-tester");
        assertThatThrownBy(() -> {
            WmmpDataFormat unknown = format(format -> format.setDialect("klingon"));
            unknown.setCamelContext(context);
            unknown.start();
        }).hasStackTraceContaining("klingon");
    }

    @Test
    void aDigestCanBeCompulsory() throws Exception {
        start(format(format -> format.setDigest(WmmpDataFormat.DigestCheck.present)));
        WmmpMessage message = message(Command.HEART_BEAT, Map.of());
        assertThat(read(message).getException()).isInstanceOf(InvalidDigestException.class)
                .hasMessageContaining(ID).hasMessageEndingWith("has no digest");
        Exchange exchange = read(signed(message, 1, Direction.DOWNLINK));
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(WmmpConstants.SECURITY)).as("nobody has checked it").isEqualTo("COMMON");
    }

    @Test
    void aDigestIsChecked() throws Exception {
        start(ofTheTerminal(format -> {
            format.setDigest(WmmpDataFormat.DigestCheck.verify);
            format.setSessionTimestamp(SESSION);
        }));
        WmmpMessage message = message(Command.HEART_BEAT, Map.of());
        Exchange right = read(signed(message, SESSION, Direction.UPLINK));
        assertThat(right.getException()).isNull();
        assertThat(right.getMessage().getHeader(WmmpConstants.SECURITY)).isEqualTo("VERIFIED");
        assertThat(read(message).getException()).hasMessageEndingWith("has no digest");
        for (WmmpMessage wrong : List.of(signed(message, SESSION + 1, Direction.UPLINK),
                signed(message, SESSION, Direction.DOWNLINK))) {
            Exchange refused = read(wrong);
            assertThat(refused.getException()).isInstanceOf(InvalidDigestException.class)
                    .hasMessageContaining("wrong digest");
            assertThat(((InvalidDigestException) refused.getException()).wmmpMessage()).isEqualTo(wrong);
            assertThat(refused.getMessage().getHeaders()).as("nothing is said of a forged message").isEmpty();
        }
    }

    @Test
    void aHeaderSaysOfWhichSession() throws Exception {
        start(ofTheTerminal(format -> {
            format.setDigest(WmmpDataFormat.DigestCheck.verify);
            format.setSign(true);
        }));
        Map<String, Object> session = Map.of(WmmpDataFormat.SESSION_TIMESTAMP, SESSION);
        WmmpMessage message = message(Command.HEART_BEAT, Map.of());
        WmmpMessage signed = signed(message, SESSION, Direction.UPLINK);
        assertThat(send("unmarshal", signed.toBytes(), session).getException()).isNull();
        assertThat(read(signed).getException()).isInstanceOf(InvalidDigestException.class);
        assertThat(written(message, session)).isEqualTo(signed);
    }

    @Test
    void whatComesBeforeASessionIsSignedWithoutOne() throws Exception {
        start(ofTheTerminal(format -> {
            format.setDigest(WmmpDataFormat.DigestCheck.verify);
            format.setSign(true);
            format.setSessionTimestamp(SESSION);
        }));
        WmmpMessage login = message(Command.LOGIN, Map.of());
        assertThat(written(login, Map.of())).isEqualTo(signed(login, 0, Direction.UPLINK));
        assertThat(read(signed(login, 0, Direction.UPLINK)).getException()).isNull();
    }

    @Test
    void theOtherWayHasAnotherPassword() throws Exception {
        start(ofTheTerminal(format -> {
            format.setSign(true);
            format.setDirection(Direction.DOWNLINK);
            format.setSessionTimestamp(SESSION);
        }));
        WmmpMessage message = message(Command.CONFIG_GET, Map.of());
        assertThat(written(message, Map.of())).isEqualTo(signed(message, SESSION, Direction.DOWNLINK));
        WmmpMessage answer = message(Command.LOGIN_ACK, Map.of("timestamp", 5));
        assertThat(written(answer, Map.of())).isEqualTo(signed(answer, 5, Direction.DOWNLINK));
    }

    private static TerminalRecord terminal() {
        return new TerminalRecord(TerminalId.of(ID), CREDENTIALS, null, null, null);
    }

    @Test
    void secretsComeFromTheRegistryOfTheContext() throws Exception {
        MemoryTerminalRegistry registry = new MemoryTerminalRegistry();
        context.getRegistry().bind("terminals", TerminalRegistry.class, registry);
        start(format(format -> {
            format.setDigest(WmmpDataFormat.DigestCheck.verify);
            format.setSign(true);
        }));
        WmmpMessage message = message(Command.HEART_BEAT, Map.of());
        WmmpMessage signed = signed(message, 0, Direction.UPLINK);
        assertThat(read(signed).getException()).hasMessageContaining("not in the registry");
        assertThat(send("marshal", message, Map.of()).getException()).hasMessageContaining("not in the registry");
        registry.save(terminal());
        assertThat(read(signed).getException()).isNull();
        assertThat(written(message, Map.of())).isEqualTo(signed);
    }

    @Test
    void keysThatWereSentAreGoodToo() throws Exception {
        MemoryTerminalRegistry registry = new MemoryTerminalRegistry();
        Credentials old = new Credentials(IMEI, IMSI, "old", "old", null);
        registry.save(new TerminalRecord(TerminalId.of(ID), old, null, null, null).offering(KeySet.of(CREDENTIALS)));
        start(format(format -> {
            format.setDigest(WmmpDataFormat.DigestCheck.verify);
            format.setRegistry(registry);
        }));
        WmmpMessage message = message(Command.HEART_BEAT, Map.of());
        assertThat(read(signed(message, 0, Direction.UPLINK)).getException()).isNull();
        assertThat(read(Digests.sign(message, 0, old, Direction.UPLINK)).getException()).isNull();
    }

    @Test
    void aRegistryThatHangsDoesNotHoldARouteForEver() throws Exception {
        start(format(format -> {
            format.setDigest(WmmpDataFormat.DigestCheck.verify);
            format.setRegistryTimeout(50);
            format.setRegistry(new HangingRegistry());
        }));
        assertThat(read(signed(message(Command.HEART_BEAT, Map.of()), 0, Direction.UPLINK)).getException())
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
    }

    @Test
    void withoutSecretsItDoesNotStart() {
        assertThatThrownBy(() -> start(format(format -> format.setSign(true))))
                .hasStackTraceContaining("need identity and passwords");
    }

    @Test
    void filesHoldMessages(@TempDir Path directory) throws Exception {
        WmmpDataFormat format = ofTheTerminal(options -> {
            options.setSign(true);
            options.setDigest(WmmpDataFormat.DigestCheck.verify);
        });
        String uri = "file:" + directory.toString().replace('\\', '/');
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:out").marshal(format).to(uri + "?fileName=one.wmmp");
                from(uri + "?initialDelay=0&delay=100").unmarshal(format).to("seda:in");
                from("seda:in").transformDataType("wmmp:application-json").to("mock:in");
            }
        });
        context.start();
        assertThat(send("out", "36.6", Map.of(WmmpConstants.TERMINAL_ID, ID)).getException()).isNull();
        MockEndpoint in = context.getEndpoint("mock:in", MockEndpoint.class);
        await().untilAsserted(() -> assertThat(in.getExchanges()).hasSize(1));
        assertThat(in.getExchanges().get(0).getMessage().getBody(String.class)).contains("\"text\":\"36.6\"",
                "\"security\":\"VERIFIED\"");
        await().untilAsserted(() -> assertThat(Files.exists(directory.resolve(".camel/one.wmmp"))).isTrue());
    }

    @Test
    void shortMessagesHoldMessages() throws Exception {
        try (Smsc smsc = new Smsc()) {
            WmmpDataFormat format = format(options -> options.setShortMessage(true));
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(smsc.uri("106571734")).routeId("in").unmarshal(format).to("mock:in");
                    from("direct:out").marshal(format).setHeader("CamelSmppDestAddr", constant("106571734"))
                            .to(smsc.uri("13800000000"));
                }
            });
            context.start();
            await().untilAsserted(
                    () -> assertThat(send("out", "36.6", Map.of(WmmpConstants.TERMINAL_ID, ID)).getException()).isNull());
            MockEndpoint in = context.getEndpoint("mock:in", MockEndpoint.class);
            await().untilAsserted(() -> assertThat(in.getExchanges()).isNotEmpty());
            WmmpMessage message = in.getExchanges().get(0).getMessage().getBody(WmmpMessage.class);
            assertThat(message.tlv(Tlv.USER_DATA).value()).isEqualTo("36.6".getBytes());
            assertThat(smsc.submitted().get(0).getEsmClass()).as("there is a user-data header").isEqualTo((byte) 0x40);
            assertThat(smsc.problems()).isEmpty();
            assertThat(send("out", new byte[200], Map.of(WmmpConstants.TERMINAL_ID, ID)).getException())
                    .hasMessageContaining("A short message holds 128 bytes");
        }
    }

    @Test
    void simpleReadsMessages() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:simple").unmarshal("wmmp").setBody(simple("${body.command} ${body.terminalId}"
                        + " ${body.sequenceNumber} ${exchangeProperty.CamelWmmpMessage.sequenceNumber}"
                        + " ${exchangeProperty.CamelWmmpMessage.protocolVersion}"));
            }
        });
        context.start();
        assertThat(send("simple", message(Command.HEART_BEAT, Map.of()).toBytes(), Map.of()).getMessage().getBody())
                .isEqualTo("HEART_BEAT " + ID + " 77 77 768");
    }

    @Test
    void simpleReadsNamesAndValues() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:values").unmarshal("wmmp").convertBodyTo(WmmpBody.class)
                        .setBody(simple("every ${body[heartbeat_interval]} s"));
                from("direct:as").unmarshal("wmmp")
                        .setBody(simple("every ${bodyAs(io.wmmp.protocol.WmmpBody)[heartbeat_interval]} s"));
            }
        });
        context.start();
        byte[] frame = message(Command.CONFIG_SET, Map.of("heartbeat_interval", 45)).toBytes();
        assertThat(send("values", frame, Map.of()).getMessage().getBody()).isEqualTo("every 45 s");
        assertThat(send("as", frame, Map.of()).getMessage().getBody()).isEqualTo("every 45 s");
    }

    @ParameterizedTest
    @ValueSource(strings = { "uplinkPassword", "downlinkPassword" })
    void passwordsAreSecretsForCamel(String option) {
        assertThat(URISupport.sanitizeUri("x:y?" + option + "=abc")).doesNotContain("abc");
    }

    /** Takes questions and never answers. */
    private static final class HangingRegistry implements TerminalRegistry {

        @Override
        public CompletionStage<TerminalRecord> find(TerminalId terminalId) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<TerminalRecord> findByIdentity(String imei, String imsi) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Boolean> add(TerminalRecord terminal) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Void> save(TerminalRecord terminal) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<TerminalPage> list(TerminalQuery query) {
            return new CompletableFuture<>();
        }
    }
}
