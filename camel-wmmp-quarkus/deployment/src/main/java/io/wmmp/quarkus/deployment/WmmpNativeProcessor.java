package io.wmmp.quarkus.deployment;

import java.lang.reflect.Modifier;
import java.security.SecureRandom;
import java.util.Set;
import java.util.function.BooleanSupplier;

import org.jboss.jandex.FieldInfo;

import io.quarkus.bootstrap.classloading.QuarkusClassLoader;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.quarkus.deployment.builditem.nativeimage.NativeImageResourcePatternsBuildItem;
import io.quarkus.deployment.builditem.nativeimage.ReflectiveClassBuildItem;
import io.quarkus.deployment.builditem.nativeimage.RuntimeInitializedClassBuildItem;
import io.wmmp.security.SecretGenerator;

/** What a native executable needs to be told. Each entry names the native test that fails without it. */
class WmmpNativeProcessor {

    private static final String OURS = "io.wmmp.";
    /** Types of which no instance may be made before the process runs. */
    private static final Set<String> RUNTIME_STATE = Set.of(SecureRandom.class.getName(), SecretGenerator.class.getName());
    private static final String SMPP_SESSION = "org.jsmpp.session.AbstractSession";
    private static final String EPOLL_CHANNEL = "io.netty.channel.epoll.EpollSocketChannel";

    /** Files that are data, of the component and of the application. */
    @BuildStep
    NativeImageResourcePatternsBuildItem data() {
        return NativeImageResourcePatternsBuildItem.builder()
                // the dialects and their tags: UdpIT, everything; DialectIT for one of the application
                .includeGlobs("META-INF/wmmp/dialects/**", "META-INF/wmmp/*.csv")
                // the scripts of the database: StoreIT
                .includeGlobs("META-INF/wmmp/db/**")
                // for routes that check JSON, which name it: JsonIT.theSchemaIsThere
                .includeGlobs("META-INF/wmmp/schema/**")
                .build();
    }

    /**
     * Random numbers must not be those of the build. The image builder refuses to build without; UdpIT.messagesAreEnciphered and
     * StoreIT use them.
     */
    @BuildStep
    void runtimeState(CombinedIndexBuildItem index, BuildProducer<RuntimeInitializedClassBuildItem> classes) {
        index.getIndex().getKnownClasses().stream().filter(type -> type.name().toString().startsWith(OURS))
                .filter(type -> type.fields().stream().anyMatch(WmmpNativeProcessor::isRuntimeState))
                .forEach(type -> classes.produce(new RuntimeInitializedClassBuildItem(type.name().toString())));
    }

    private static boolean isRuntimeState(FieldInfo field) {
        return Modifier.isStatic(field.flags()) && RUNTIME_STATE.contains(field.type().name().toString());
    }

    /**
     * Netty makes channels by reflection, and where the library of epoll is on the class path those of epoll. It tells of the
     * others itself. TlsIT and DialectIT have terminals that connect with this one.
     */
    @BuildStep
    ReflectiveClassBuildItem channels() {
        return ReflectiveClassBuildItem.builder(EPOLL_CHANNEL).build();
    }

    /** What jSMPP needs, since camel-smpp is no extension of Quarkus: SmsIT. */
    @BuildStep(onlyIf = SmppIsThere.class)
    void sms(BuildProducer<RuntimeInitializedClassBuildItem> initialized, BuildProducer<ReflectiveClassBuildItem> reflective) {
        // sessions with an SMS center are numbered at random, so the image builder refuses to build without
        initialized.produce(new RuntimeInitializedClassBuildItem(SMPP_SESSION));
        // the component makes one for camel-smpp without knowing it at compile time
        reflective.produce(ReflectiveClassBuildItem.builder("org.jsmpp.bean.ESMClass").build());
    }

    /** Whether the application has the client of camel-smpp. */
    static final class SmppIsThere implements BooleanSupplier {

        @Override
        public boolean getAsBoolean() {
            return QuarkusClassLoader.isClassPresentAtRuntime(SMPP_SESSION);
        }
    }
}
