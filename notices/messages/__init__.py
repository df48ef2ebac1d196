"""What a carrier is told without anybody's act: on its page, and by e-mail."""
