@rem For "npm start" on Windows. Elsewhere exec lets the demo itself get the signals that npm passes on.
@%*
