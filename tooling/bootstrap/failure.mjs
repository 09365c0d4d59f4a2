/** A failure whose message is all the user needs: shown without a stack. */
export class Failure extends Error {}
