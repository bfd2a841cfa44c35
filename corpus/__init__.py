"""What we know: releases, their versions, their passages, and how they are read."""
