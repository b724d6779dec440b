"""What the project changed, brought into a text that was adapted meanwhile: three texts become one, and questions."""
