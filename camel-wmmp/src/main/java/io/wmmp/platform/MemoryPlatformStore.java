package io.wmmp.platform;

/** A store that forgets everything when the process ends. */
final class MemoryPlatformStore implements PlatformStore {

    private final TerminalRegistry registry = new MemoryTerminalRegistry();
    private final DownloadStore downloads = new MemoryDownloadStore();
    private final CampaignStore campaigns = new MemoryCampaignStore();
    private final CommandStore commands = new MemoryCommandStore();
    private final TwinStore twins = new MemoryTwinStore();

    @Override
    public TerminalRegistry registry() {
        return registry;
    }

    /** The sessions themselves are in memory, with the platform. */
    @Override
    public SessionStore sessions() {
        return SessionStore.NONE;
    }

    @Override
    public DownloadStore downloads() {
        return downloads;
    }

    @Override
    public CampaignStore campaigns() {
        return campaigns;
    }

    @Override
    public CommandStore commands() {
        return commands;
    }

    @Override
    public TwinStore twins() {
        return twins;
    }
}
