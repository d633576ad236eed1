package io.wmmp.jdbc;

import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.wmmp.platform.download.CampaignPlan;
import io.wmmp.platform.download.CampaignStore;
import io.wmmp.platform.download.StoredCampaign;
import io.wmmp.platform.firmware.Firmware;
import io.wmmp.protocol.TerminalId;

/** Campaigns, in the table {@code wmmp_campaign}, and what has become of their terminals, in {@code wmmp_campaign_end}. */
final class JdbcCampaignStore implements CampaignStore {

    private static final int MAX_FAILURE = 1000;
    private static final List<String> COLUMNS = List.of("name", "version", "size", "crc16", "crc32", "sha256", "terminals",
            "parallel", "stop_after_failures", "timeout_millis", "started", "stopped");
    private static final String SELECT = "SELECT campaign_id, " + String.join(", ", COLUMNS)
            + " FROM wmmp_campaign ORDER BY started, campaign_id";
    private static final String SELECT_ENDS = "SELECT terminal_id, failure FROM wmmp_campaign_end WHERE campaign_id = ?";
    /** What is known already, and the ends of campaigns that have been forgotten meanwhile, are left out. */
    private static final String INSERT_END = "INSERT INTO wmmp_campaign_end (campaign_id, terminal_id, failure)"
            + " SELECT campaign_id, ?, ? FROM wmmp_campaign WHERE campaign_id = ? AND NOT EXISTS"
            + " (SELECT 1 FROM wmmp_campaign_end WHERE campaign_id = ? AND terminal_id = ?)";
    private static final String DELETE = "DELETE FROM wmmp_campaign WHERE campaign_id = ?";

    private final Database database;
    private final String upsert;

    JdbcCampaignStore(Database database) {
        this.database = database;
        this.upsert = database.product().upsert("wmmp_campaign", "campaign_id", COLUMNS);
    }

    @Override
    public CompletionStage<Void> load(Consumer<StoredCampaign> to) {
        return database.read("The campaigns cannot be read", connection -> {
            List<StoredCampaign> campaigns = new ArrayList<>();
            for (StoredCampaign campaign : Rows.query(connection, SELECT, JdbcCampaignStore::read)) {
                campaigns.add(campaign.withEnds(ends(connection, campaign.id())));
            }
            return campaigns;
        }).thenAccept(campaigns -> campaigns.forEach(to));
    }

    private static StoredCampaign read(ResultSet row) throws SQLException {
        Firmware firmware = new Firmware(row.getString(2), row.getString(3), row.getLong(4), row.getInt(5), row.getLong(6),
                row.getString(7));
        CampaignPlan plan = new CampaignPlan(firmware.name(), terminals(row.getBytes(8)), row.getInt(9), row.getInt(10),
                Duration.ofMillis(row.getLong(11)));
        return new StoredCampaign(row.getString(1), plan, firmware, row.getObject(12, OffsetDateTime.class).toInstant(),
                row.getBoolean(13), List.of());
    }

    private static List<TerminalId> terminals(byte[] bytes) {
        List<TerminalId> terminals = new ArrayList<>(bytes.length / TerminalId.LENGTH);
        for (int i = 0; i + TerminalId.LENGTH <= bytes.length; i += TerminalId.LENGTH) {
            terminals.add(TerminalId.of(bytes, i));
        }
        return terminals;
    }

    private static List<End> ends(Connection connection, String campaignId) throws SQLException {
        return Rows.query(connection, SELECT_ENDS,
                row -> new End(campaignId, TerminalId.of(row.getString(1)), row.getString(2)), campaignId);
    }

    @Override
    public CompletionStage<Void> save(StoredCampaign campaign) {
        return database.change("Campaign " + campaign.id() + " cannot be written", connection -> {
            Rows.update(connection, upsert, parameters(campaign));
            return null;
        });
    }

    private static Object[] parameters(StoredCampaign campaign) {
        CampaignPlan plan = campaign.plan();
        Firmware firmware = campaign.firmware();
        ByteArrayOutputStream terminals = new ByteArrayOutputStream(plan.terminals().size() * TerminalId.LENGTH);
        plan.terminals().forEach(id -> terminals.writeBytes(id.toBytes()));
        return new Object[] { campaign.id(), firmware.name(), firmware.version(), firmware.size(), firmware.crc16(),
                firmware.crc32(), firmware.sha256(), terminals.toByteArray(), plan.parallel(), plan.stopAfterFailures(),
                plan.timeout().toMillis(), campaign.started().atOffset(ZoneOffset.UTC), campaign.stopped() };
    }

    @Override
    public CompletionStage<Void> end(Collection<End> ends) {
        return database.change("What has become of " + ends.size() + " terminals of campaigns cannot be written",
                connection -> {
                    Rows.batch(connection, INSERT_END, ends.stream().map(end -> new Object[] { end.terminalId(), failure(end),
                            end.campaignId(), end.campaignId(), end.terminalId() }).toList());
                    return null;
                });
    }

    private static String failure(End end) {
        String failure = end.failure();
        return failure == null || failure.length() <= MAX_FAILURE ? failure : failure.substring(0, MAX_FAILURE);
    }

    @Override
    public CompletionStage<Void> remove(String id) {
        return database.change("Campaign " + id + " cannot be removed", connection -> {
            Rows.update(connection, DELETE, id);
            return null;
        });
    }
}
