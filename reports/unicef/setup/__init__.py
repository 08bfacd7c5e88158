"""What is promised: indicators, dimensions, outputs, periods and the programme document."""
