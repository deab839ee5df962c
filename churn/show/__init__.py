"""What all subjects share to speak and draw: number formats, escaping, the frame of a chart."""
