package io.wmmp.examples.gateway;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same with the executable. */
@QuarkusIntegrationTest
class GatewayIT extends GatewayTest {
}
