export const runPeers = async () => [];
