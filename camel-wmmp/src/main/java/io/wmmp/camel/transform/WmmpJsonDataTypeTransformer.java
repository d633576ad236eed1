package io.wmmp.camel.transform;

import org.apache.camel.Message;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.DataTypeTransformer;
import org.apache.camel.spi.Transformer;

/**
 * Turns what a WMMP consumer or the data format {@code wmmp} has brought into one JSON object: {@code command},
 * {@code terminalId}, {@code sequenceNumber}, {@code protocolVersion}, {@code security}, {@code bearer},
 * {@code remoteAddress}, {@code timestamp} and {@code body}. Bytes are base64, secrets are asterisks; TRANSPARENT_DATA has
 * {@code body.user_data} and, where that is printable UTF-8, {@code body.text}.
 */
@DataTypeTransformer(name = "wmmp:application-json",
        description = "Turns a WMMP message into a JSON object")
public class WmmpJsonDataTypeTransformer extends Transformer {

    @Override
    public void transform(Message message, DataType fromType, DataType toType) throws Exception {
        RouteJson.write(message);
    }
}
